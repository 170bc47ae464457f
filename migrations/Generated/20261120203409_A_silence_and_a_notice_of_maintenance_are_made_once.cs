using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class A_silence_and_a_notice_of_maintenance_are_made_once : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "command_key",
                table: "silences",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "command_key",
                table: "maintenance",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_silences_command_key",
                table: "silences",
                column: "command_key",
                unique: true,
                filter: "command_key IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_maintenance_once",
                table: "outbox",
                column: "key",
                unique: true,
                filter: "key LIKE 'maintenance/%'");

            migrationBuilder.CreateIndex(
                name: "ix_maintenance_command_key",
                table: "maintenance",
                column: "command_key",
                unique: true,
                filter: "command_key IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_silences_command_key",
                table: "silences");

            migrationBuilder.DropIndex(
                name: "ix_outbox_maintenance_once",
                table: "outbox");

            migrationBuilder.DropIndex(
                name: "ix_maintenance_command_key",
                table: "maintenance");

            migrationBuilder.DropColumn(
                name: "command_key",
                table: "silences");

            migrationBuilder.DropColumn(
                name: "command_key",
                table: "maintenance");
        }
    }
}
