ALTER TABLE `cellbridge_migrators` ADD COLUMN `recent_rate` double;
--> statement-breakpoint
ALTER TABLE `cellbridge_migrators` ADD COLUMN `last_batch_groups` int;
--> statement-breakpoint
ALTER TABLE `cellbridge_migrators` ADD COLUMN `last_batch_at` datetime(6);
