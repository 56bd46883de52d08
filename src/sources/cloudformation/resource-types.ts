/** What `Ref` and `Fn::GetAtt` give for a resource of one type. */
export interface ResourceType {
  /** Property with its physical name. */
  readonly name?: string
  /** How CloudFormation makes a name: in lower case for buckets, an id for what has none. Default: of both cases. */
  readonly made?: 'lower' | 'uuid' | `${string}#${number}`
  /** Default `<Name>`. */
  readonly ref?: string
  readonly attributes?: Readonly<Record<string, string>>
}

const arn = (service: string, resource: string): string => `arn:<Partition>:${service}:<Region>:<Account>:${resource}`
const iam = (resource: string): string => `arn:<Partition>:iam::<Account>:${resource}<Path><Name>`
const name = '<Name>'

const regional = (service: string, resource: string, property: string): ResourceType => ({
  name: property,
  attributes: { Arn: arn(service, resource) },
})

const lambda = { ...regional('lambda', `function:${name}`, 'FunctionName') }

/**
 * Types whose values follow from their names. What is not here has to be given.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::Bucket': {
    name: 'BucketName',
    made: 'lower',
    attributes: {
      Arn: 'arn:<Partition>:s3:::<Name>',
      DomainName: '<Name>.s3.<Suffix>',
      DualStackDomainName: '<Name>.s3.dualstack.<Region>.<Suffix>',
      RegionalDomainName: '<Name>.s3.<Region>.<Suffix>',
      WebsiteURL: 'http://<Name>.s3-website-<Region>.<Suffix>',
    },
  },
  'AWS::IAM::Role': { name: 'RoleName', attributes: { Arn: iam('role') } },
  'AWS::IAM::User': { name: 'UserName', attributes: { Arn: iam('user') } },
  'AWS::IAM::Group': { name: 'GroupName', attributes: { Arn: iam('group') } },
  'AWS::IAM::ManagedPolicy': {
    name: 'ManagedPolicyName',
    ref: iam('policy'),
    attributes: { PolicyArn: iam('policy') },
  },
  'AWS::IAM::Policy': { name: 'PolicyName' },
  'AWS::IAM::InstanceProfile': { name: 'InstanceProfileName', attributes: { Arn: iam('instance-profile') } },
  'AWS::Lambda::Function': lambda,
  'AWS::Serverless::Function': lambda,
  'AWS::DynamoDB::Table': regional('dynamodb', `table/${name}`, 'TableName'),
  'AWS::DynamoDB::GlobalTable': regional('dynamodb', `table/${name}`, 'TableName'),
  'AWS::Serverless::SimpleTable': regional('dynamodb', `table/${name}`, 'TableName'),
  'AWS::Kinesis::Stream': regional('kinesis', `stream/${name}`, 'Name'),
  'AWS::KinesisFirehose::DeliveryStream': regional('firehose', `deliverystream/${name}`, 'DeliveryStreamName'),
  'AWS::Logs::LogGroup': regional('logs', `log-group:${name}:*`, 'LogGroupName'),
  'AWS::Events::Rule': regional('events', `rule/${name}`, 'Name'),
  'AWS::Events::EventBus': regional('events', `event-bus/${name}`, 'Name'),
  'AWS::ECS::Cluster': regional('ecs', `cluster/${name}`, 'ClusterName'),
  'AWS::ECR::Repository': regional('ecr', `repository/${name}`, 'RepositoryName'),
  'AWS::CodeBuild::Project': regional('codebuild', `project/${name}`, 'Name'),
  'AWS::SQS::Queue': {
    name: 'QueueName',
    ref: 'https://sqs.<Region>.<Suffix>/<Account>/<Name>',
    attributes: {
      Arn: arn('sqs', name),
      QueueName: name,
      QueueUrl: 'https://sqs.<Region>.<Suffix>/<Account>/<Name>',
    },
  },
  'AWS::SNS::Topic': {
    name: 'TopicName',
    ref: arn('sns', name),
    attributes: { TopicArn: arn('sns', name), TopicName: name },
  },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    ref: arn('states', `stateMachine:${name}`),
    attributes: { Arn: arn('states', `stateMachine:${name}`), Name: name },
  },
  'AWS::KMS::Key': { made: 'uuid', attributes: { Arn: arn('kms', `key/${name}`), KeyId: name } },
  'AWS::KMS::Alias': { name: 'AliasName' },
  'AWS::SSM::Parameter': { name: 'Name' },
  'AWS::SecretsManager::Secret': {
    name: 'Name',
    ref: arn('secretsmanager', `secret:${name}-<Suffix6>`),
    attributes: { Id: arn('secretsmanager', `secret:${name}-<Suffix6>`) },
  },
  'AWS::CloudFront::Distribution': {
    made: 'E#13',
    attributes: { Id: name, DomainName: 'd<Lower13>.cloudfront.net' },
  },
  'AWS::CloudFront::CloudFrontOriginAccessIdentity': {
    made: 'E#13',
    attributes: { Id: name, S3CanonicalUserId: '<Canonical>' },
  },
  'AWS::CloudFront::OriginAccessControl': { made: 'E#13', attributes: { Id: name } },
  'AWS::Cognito::UserPool': { made: '<Region>_#9', attributes: { Arn: arn('cognito-idp', `userpool/${name}`) } },
  'AWS::Cognito::IdentityPool': { made: 'uuid', ref: '<Region>:<Name>', attributes: { Name: name } },
  'AWS::EC2::VPC': { made: 'vpc-#17', attributes: { VpcId: name } },
  'AWS::EC2::VPCEndpoint': { made: 'vpce-#17', attributes: { Id: name } },
  'AWS::EC2::Subnet': { made: 'subnet-#17', attributes: { SubnetId: name } },
  'AWS::EC2::SecurityGroup': { made: 'sg-#17', attributes: { GroupId: name } },
}
