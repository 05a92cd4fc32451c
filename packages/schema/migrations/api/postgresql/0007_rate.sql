ALTER TABLE "cellbridge_migrators" ADD COLUMN "recent_rate" double precision;--> statement-breakpoint
ALTER TABLE "cellbridge_migrators" ADD COLUMN "last_batch_groups" integer;--> statement-breakpoint
ALTER TABLE "cellbridge_migrators" ADD COLUMN "last_batch_at" timestamp without time zone;