ALTER TABLE `cellbridge_migrators` ADD `recent_rate` real;--> statement-breakpoint
ALTER TABLE `cellbridge_migrators` ADD `last_batch_groups` integer;--> statement-breakpoint
ALTER TABLE `cellbridge_migrators` ADD `last_batch_at` DATETIME;