locals {
  accounts = { dev = "111111111111", production = "222222222222" }
}

# The credentials of the run assume a role in each account, and `allowed_account_ids` stops a run in the wrong one.

provider "aws" {
  alias               = "dev"
  region              = "us-west-2"
  allowed_account_ids = [local.accounts.dev]

  assume_role {
    role_arn = "arn:aws:iam::${local.accounts.dev}:role/Terraform"
  }
}

provider "aws" {
  alias               = "production"
  region              = "us-west-2"
  allowed_account_ids = [local.accounts.production]

  assume_role {
    role_arn = "arn:aws:iam::${local.accounts.production}:role/Terraform"
  }
}

module "dev" {
  source    = "../../modules/zappa_iam"
  providers = { aws = aws.dev }

  account_id   = local.accounts.dev
  bucket_name  = "acme-shop-dev"
  region       = "us-west-2"
  role_name    = "ZappaShop"
  project_name = "shop"
  stages       = ["dev", "test"]
  users        = ["alice", "bob"]
}

module "production" {
  source    = "../../modules/zappa_iam"
  providers = { aws = aws.production }

  account_id         = local.accounts.production
  bucket_name        = "acme-shop-production"
  region             = "us-west-2"
  role_name          = "ZappaShop"
  project_name       = "shop"
  stages             = ["production"]
  users              = []
  create_log_groups  = true
  log_retention_days = 365
}

output "zappa_settings" {
  description = "What goes into the stages of zappa_settings.json, by account."
  value       = { dev = module.dev.zappa_settings, production = module.production.zappa_settings }
}
