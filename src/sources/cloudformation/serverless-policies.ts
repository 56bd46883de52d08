/** Actions on resources; `<Name>` stands for a parameter of the template, those of AWS for pseudo parameters. */
type Grant = readonly [actions: string, ...resources: string[]]

const bucket = 'arn:<AWS::Partition>:s3:::<BucketName>'
const objects = `${bucket}/*`
const at = (service: string, resource: string): string =>
  `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${resource}`
const table = at('dynamodb', 'table/<TableName>')
const stream = `${table}/stream/<StreamName>`
const email = 'ses:GetIdentityVerificationAttributes ses:SendEmail ses:SendRawEmail ses:VerifyEmailIdentity'
const readItems = 'dynamodb:GetItem dynamodb:Scan dynamodb:Query dynamodb:BatchGetItem dynamodb:DescribeTable'
const parameters = 'ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath'

/**
 * Policy templates of SAM, those about S3 and the more usual of the others.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
export const serverlessPolicies: Readonly<Record<string, readonly Grant[]>> = {
  S3ReadPolicy: [
    [
      's3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:GetLifecycleConfiguration',
      bucket,
      objects,
    ],
  ],
  S3WritePolicy: [['s3:PutObject s3:PutObjectAcl s3:PutLifecycleConfiguration', bucket, objects]],
  S3CrudPolicy: [
    [
      's3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:PutObject s3:PutObjectAcl s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration s3:DeleteObject',
      bucket,
      objects,
    ],
  ],
  S3FullAccessPolicy: [
    [
      's3:GetObject s3:GetObjectAcl s3:GetObjectVersion s3:PutObject s3:PutObjectAcl s3:DeleteObject s3:DeleteObjectTagging s3:DeleteObjectVersionTagging s3:GetObjectTagging s3:GetObjectVersionTagging s3:PutObjectTagging s3:PutObjectVersionTagging',
      objects,
    ],
    ['s3:ListBucket s3:GetBucketLocation s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration', bucket],
  ],
  CloudFormationDescribeStacksPolicy: [['cloudformation:DescribeStacks', at('cloudformation', 'stack/*')]],
  CloudWatchPutMetricPolicy: [['cloudwatch:PutMetricData', '*']],
  DynamoDBCrudPolicy: [
    [
      'dynamodb:GetItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:Scan dynamodb:Query dynamodb:UpdateItem dynamodb:BatchWriteItem dynamodb:BatchGetItem dynamodb:DescribeTable dynamodb:ConditionCheckItem',
      table,
      `${table}/index/*`,
    ],
  ],
  DynamoDBReadPolicy: [[readItems, table, `${table}/index/*`]],
  DynamoDBStreamReadPolicy: [
    ['dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator', stream],
    ['dynamodb:ListStreams', `${table}/stream/*`],
  ],
  DynamoDBWritePolicy: [['dynamodb:PutItem dynamodb:UpdateItem dynamodb:BatchWriteItem', table, `${table}/index/*`]],
  EventBridgePutEventsPolicy: [['events:PutEvents', at('events', 'event-bus/<EventBusName>')]],
  FilterLogEventsPolicy: [['logs:FilterLogEvents', at('logs', 'log-group:<LogGroupName>:log-stream:*')]],
  FirehoseWritePolicy: [
    ['firehose:PutRecord firehose:PutRecordBatch', at('firehose', 'deliverystream/<DeliveryStreamName>')],
  ],
  KinesisStreamReadPolicy: [
    ['kinesis:ListStreams kinesis:DescribeLimits', at('kinesis', 'stream/*')],
    [
      'kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator',
      at('kinesis', 'stream/<StreamName>'),
    ],
  ],
  KMSDecryptPolicy: [['kms:Decrypt', at('kms', 'key/<KeyId>')]],
  KMSEncryptPolicy: [['kms:Encrypt', at('kms', 'key/<KeyId>')]],
  LambdaInvokePolicy: [['lambda:InvokeFunction', at('lambda', 'function:<FunctionName>*')]],
  RekognitionDetectOnlyPolicy: [
    ['rekognition:DetectFaces rekognition:DetectLabels rekognition:DetectModerationLabels rekognition:DetectText', '*'],
  ],
  RekognitionLabelsPolicy: [['rekognition:DetectLabels rekognition:DetectModerationLabels', '*']],
  SESCrudPolicy: [[email, at('ses', 'identity/<IdentityName>')]],
  SESSendBouncePolicy: [['ses:SendBounce', at('ses', 'identity/<IdentityName>')]],
  SNSCrudPolicy: [
    [
      'sns:ListSubscriptionsByTopic sns:CreateTopic sns:SetTopicAttributes sns:Subscribe sns:Publish',
      at('sns', '<TopicName>*'),
    ],
  ],
  SNSPublishMessagePolicy: [['sns:Publish', at('sns', '<TopicName>')]],
  SQSPollerPolicy: [
    [
      'sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch sqs:DeleteMessage sqs:DeleteMessageBatch sqs:GetQueueAttributes sqs:ReceiveMessage',
      at('sqs', '<QueueName>'),
    ],
  ],
  SQSSendMessagePolicy: [['sqs:SendMessage*', at('sqs', '<QueueName>')]],
  SSMParameterReadPolicy: [
    ['ssm:DescribeParameters', '*'],
    [parameters, at('ssm', 'parameter/<ParameterName>')],
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    ['ssm:DescribeParameters', '*'],
    [parameters, at('ssm', 'parameter<ParameterName>')],
  ],
  StepFunctionsExecutionPolicy: [['states:StartExecution', at('states', 'stateMachine:<StateMachineName>')]],
  TextractDetectAnalyzePolicy: [
    [
      'textract:DetectDocumentText textract:StartDocumentTextDetection textract:StartDocumentAnalysis textract:AnalyzeDocument',
      '*',
    ],
  ],
  TextractPolicy: [['textract:*', '*']],
  VPCAccessPolicy: [
    [
      'ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DetachNetworkInterface',
      '*',
    ],
  ],
}
