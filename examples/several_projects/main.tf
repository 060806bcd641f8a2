provider "aws" {
  region = "us-west-2"
}

locals {
  projects = yamldecode(file("${path.module}/projects.yaml"))
}

module "zappa_iam" {
  source   = "../../modules/zappa_iam"
  for_each = local.projects

  bucket_name  = "acme-zappa-${each.key}"
  region       = "us-west-2"
  role_name    = "ZappaRole-${each.key}"
  project_name = each.key
  stages       = each.value.stages
  features     = try(each.value.features, null)
  resources    = try(each.value.resources, null)
  users        = []

  # A plan refuses projects whose functions would have one name, as the stage `two-dev` of shop and `dev` of shop-two.
  other_projects = { for name, project in local.projects : name => project.stages }
}

output "deployer_policy_arns" {
  description = "The policies of who deploys, by project; for the roles of your pipelines."
  value       = { for name, project in module.zappa_iam : name => project.deployer_policy_arns }
}

output "zappa_settings" {
  description = "What goes into each stage of zappa_settings.json, by project."
  value       = { for name, project in module.zappa_iam : name => project.zappa_settings }
}
