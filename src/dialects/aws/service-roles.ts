const allow = (Action: readonly string[], Resource: string | readonly string[] = '*') => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
})

const logs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']
const tracing = [
  ...['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  'xray:GetSamplingStatisticSummaries',
]

/**
 * Policies of AWS that tools attach to the roles which they make, by path and name. They give no right on a bucket.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const awsServiceRolePolicies = {
  'service-role/AWSLambdaBasicExecutionRole': allow(logs),
  'service-role/AWSLambdaVPCAccessExecutionRole': allow([
    ...logs,
    ...['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
    ...['ec2:DeleteNetworkInterface', 'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses'],
  ]),
  'service-role/AWSLambdaSQSQueueExecutionRole': allow([
    ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    ...logs,
  ]),
  'service-role/AWSLambdaDynamoDBExecutionRole': allow([
    ...['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
    ...logs,
  ]),
  'service-role/AWSLambdaKinesisExecutionRole': allow([
    ...['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator'],
    ...['kinesis:ListShards', 'kinesis:ListStreams', 'kinesis:SubscribeToShard'],
    ...logs,
  ]),
  'service-role/AmazonECSTaskExecutionRolePolicy': allow([
    ...['ecr:GetAuthorizationToken', 'ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer'],
    ...['ecr:BatchGetImage', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  ]),
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': allow([
    ...['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogGroups', 'logs:DescribeLogStreams'],
    ...['logs:PutLogEvents', 'logs:GetLogEvents', 'logs:FilterLogEvents'],
  ]),
  AWSXRayDaemonWriteAccess: allow(tracing),
  AWSXrayWriteOnlyAccess: allow(tracing),
  CloudWatchLambdaInsightsExecutionRolePolicy: allow(logs, 'arn:aws:logs:*:*:log-group:/aws/lambda-insights:*'),
  AmazonSSMManagedInstanceCore: allow([
    ...[
      'ssm:DescribeAssociation',
      'ssm:GetDeployablePatchSnapshotForInstance',
      'ssm:GetDocument',
      'ssm:DescribeDocument',
    ],
    ...[
      'ssm:GetManifest',
      'ssm:GetParameter',
      'ssm:GetParameters',
      'ssm:ListAssociations',
      'ssm:ListInstanceAssociations',
    ],
    ...['ssm:PutInventory', 'ssm:PutComplianceItems', 'ssm:PutConfigurePackageResult', 'ssm:UpdateAssociationStatus'],
    ...['ssm:UpdateInstanceAssociationStatus', 'ssm:UpdateInstanceInformation', 'ssmmessages:CreateControlChannel'],
    ...['ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel'],
    ...['ec2messages:AcknowledgeMessage', 'ec2messages:DeleteMessage', 'ec2messages:FailMessage'],
    ...['ec2messages:GetEndpoint', 'ec2messages:GetMessages', 'ec2messages:SendReply'],
  ]),
} as const
