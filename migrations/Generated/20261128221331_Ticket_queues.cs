using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class Ticket_queues : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tickets_team_id",
                table: "tickets");

            migrationBuilder.AddColumn<short>(
                name: "priority_rank",
                table: "tickets",
                type: "smallint",
                nullable: false,
                computedColumnSql: "(CASE priority WHEN 'Low' THEN 0 WHEN 'Medium' THEN 1 WHEN 'High' THEN 2 ELSE 3 END)::smallint",
                stored: true);

            migrationBuilder.CreateIndex(
                name: "ix_tickets_team_id_priority",
                table: "tickets",
                columns: new[] { "team_id", "priority" });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_unassigned_by_priority",
                table: "tickets",
                columns: new[] { "priority_rank", "number" },
                filter: "assignee_user_id IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tickets_team_id_priority",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_unassigned_by_priority",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "priority_rank",
                table: "tickets");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_team_id",
                table: "tickets",
                column: "team_id");
        }
    }
}
