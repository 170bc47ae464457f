using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class The_ledger_keeps_its_state_with_the_problem : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_flapping",
                table: "problems",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "ledger",
                table: "problems",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "opened_at",
                table: "problems",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<int>(
                name: "previous_problem_id",
                table: "problems",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "reopenings",
                table: "problems",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "rule_version",
                table: "problems",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "held_reason",
                table: "outbox",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "problem_id",
                table: "outbox",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_problems_fingerprint_id",
                table: "problems",
                columns: new[] { "fingerprint", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_problems_opened_at",
                table: "problems",
                column: "opened_at",
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_problems_previous_problem_id",
                table: "problems",
                column: "previous_problem_id");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_kind_created_at",
                table: "outbox",
                columns: new[] { "kind", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_problem_id",
                table: "outbox",
                column: "problem_id");

            migrationBuilder.AddForeignKey(
                name: "fk_outbox_problems_problem_id",
                table: "outbox",
                column: "problem_id",
                principalTable: "problems",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);

            migrationBuilder.AddForeignKey(
                name: "fk_problems_problems_previous_problem_id",
                table: "problems",
                column: "previous_problem_id",
                principalTable: "problems",
                principalColumn: "id",
                onDelete: ReferentialAction.SetNull);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_outbox_problems_problem_id",
                table: "outbox");

            migrationBuilder.DropForeignKey(
                name: "fk_problems_problems_previous_problem_id",
                table: "problems");

            migrationBuilder.DropIndex(
                name: "ix_problems_fingerprint_id",
                table: "problems");

            migrationBuilder.DropIndex(
                name: "ix_problems_opened_at",
                table: "problems");

            migrationBuilder.DropIndex(
                name: "ix_problems_previous_problem_id",
                table: "problems");

            migrationBuilder.DropIndex(
                name: "ix_outbox_kind_created_at",
                table: "outbox");

            migrationBuilder.DropIndex(
                name: "ix_outbox_problem_id",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "is_flapping",
                table: "problems");

            migrationBuilder.DropColumn(
                name: "ledger",
                table: "problems");

            migrationBuilder.DropColumn(
                name: "opened_at",
                table: "problems");

            migrationBuilder.DropColumn(
                name: "previous_problem_id",
                table: "problems");

            migrationBuilder.DropColumn(
                name: "reopenings",
                table: "problems");

            migrationBuilder.DropColumn(
                name: "rule_version",
                table: "problems");

            migrationBuilder.DropColumn(
                name: "held_reason",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "problem_id",
                table: "outbox");
        }
    }
}
