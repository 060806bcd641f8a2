provider "aws" {
  region = "us-west-2"
}

module "zappa_iam" {
  source       = "../../modules/zappa_iam"
  bucket_name  = "my-awesome-zappa-bucket"
  region       = "us-west-2"
  role_name    = "ZappaShopRole"
  project_name = "shop"
  stages       = ["production"]

  features = [
    "apigateway_v2",
    "certify",
    "dead_letter",
    "event_source_sqs",
    "events",
    "tags",
    "vpc_config",
    "xray_tracing",
  ]

  # The values that stand in zappa_settings.json.
  resources = {
    certify          = ["shop.example.com"]
    dead_letter      = ["arn:aws:sns:us-west-2:123456789012:failures"]
    event_source_sqs = ["arn:aws:sqs:us-west-2:123456789012:orders"]
    vpc_config       = ["subnet-0123456789abcdef0", "sg-0123456789abcdef0"]
  }

  role_policy_arns = {
    orders = "arn:aws:iam::123456789012:policy/OrdersTable"
  }
}

output "zappa_settings" {
  description = "What goes into each stage of zappa_settings.json."
  value       = jsonencode(module.zappa_iam.zappa_settings)
}
