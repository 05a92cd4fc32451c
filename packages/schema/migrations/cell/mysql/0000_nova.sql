CREATE TABLE IF NOT EXISTS `instances` (
	`created_at` datetime,
	`updated_at` datetime,
	`deleted_at` datetime,
	`id` int NOT NULL AUTO_INCREMENT,
	`user_id` varchar(255),
	`project_id` varchar(255),
	`host` varchar(255),
	`uuid` varchar(36) NOT NULL,
	`deleted` int,
	PRIMARY KEY (`id`),
	UNIQUE KEY `uniq_instances0uuid` (`uuid`),
	UNIQUE KEY `uuid` (`uuid`),
	KEY `instances_project_id_idx` (`project_id`),
	KEY `instances_project_id_deleted_idx` (`project_id`, `deleted`),
	KEY `instances_deleted_created_at_idx` (`deleted`, `created_at`),
	KEY `instances_uuid_deleted_idx` (`uuid`, `deleted`),
	KEY `instances_updated_at_project_id_idx` (`updated_at`, `project_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `instance_groups` (
	`created_at` datetime,
	`updated_at` datetime,
	`deleted_at` datetime,
	`deleted` int,
	`id` int NOT NULL AUTO_INCREMENT,
	`user_id` varchar(255),
	`project_id` varchar(255),
	`uuid` varchar(36) NOT NULL,
	`name` varchar(255),
	PRIMARY KEY (`id`),
	UNIQUE KEY `uniq_instance_groups0uuid0deleted` (`uuid`, `deleted`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `instance_group_policy` (
	`created_at` datetime,
	`updated_at` datetime,
	`deleted_at` datetime,
	`deleted` int,
	`id` int NOT NULL AUTO_INCREMENT,
	`policy` varchar(255),
	`group_id` int NOT NULL,
	PRIMARY KEY (`id`),
	KEY `instance_group_policy_policy_idx` (`policy`),
	FOREIGN KEY (`group_id`) REFERENCES `instance_groups` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS `instance_group_member` (
	`created_at` datetime,
	`updated_at` datetime,
	`deleted_at` datetime,
	`deleted` int,
	`id` int NOT NULL AUTO_INCREMENT,
	`instance_id` varchar(255),
	`group_id` int NOT NULL,
	PRIMARY KEY (`id`),
	KEY `instance_group_member_instance_idx` (`instance_id`),
	FOREIGN KEY (`group_id`) REFERENCES `instance_groups` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
