using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Monitor.Data.Generated
{
    /// <inheritdoc />
    public partial class Causes_topology_and_runbooks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "ck_service_links_one_end",
                table: "service_links");

            migrationBuilder.CreateTable(
                name: "cause_turns",
                columns: table => new
                {
                    problem_id = table.Column<int>(type: "integer", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    urgency = table.Column<int>(type: "integer", nullable: false),
                    runs = table.Column<int>(type: "integer", nullable: false),
                    is_skipped = table.Column<bool>(type: "boolean", nullable: false),
                    told_key = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cause_turns", x => x.problem_id);
                    table.ForeignKey(
                        name: "fk_cause_turns_problems_problem_id",
                        column: x => x.problem_id,
                        principalTable: "problems",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "cause_verdicts",
                columns: table => new
                {
                    ticket_id = table.Column<int>(type: "integer", nullable: false),
                    problem_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    cause_key = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    rank = table.Column<int>(type: "integer", nullable: false),
                    words = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    method = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    score = table.Column<double>(type: "double precision", nullable: false),
                    confidence = table.Column<double>(type: "double precision", nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cause_verdicts", x => x.ticket_id);
                    table.ForeignKey(
                        name: "fk_cause_verdicts_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_cause_verdicts_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "findings",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    problem_id = table.Column<int>(type: "integer", nullable: false),
                    ticket_id = table.Column<int>(type: "integer", nullable: true),
                    host_id = table.Column<int>(type: "integer", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    run = table.Column<int>(type: "integer", nullable: false),
                    rank = table.Column<int>(type: "integer", nullable: false),
                    cause_key = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    method = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    score = table.Column<double>(type: "double precision", nullable: false),
                    confidence = table.Column<double>(type: "double precision", nullable: false),
                    is_supported = table.Column<bool>(type: "boolean", nullable: false),
                    sentence = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    action = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    evidence = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_findings", x => x.id);
                    table.ForeignKey(
                        name: "fk_findings_problems_problem_id",
                        column: x => x.problem_id,
                        principalTable: "problems",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_findings_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "host_actions",
                columns: table => new
                {
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    problem = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    actions = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_host_actions", x => x.host_id);
                    table.ForeignKey(
                        name: "fk_host_actions_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "peer_decisions",
                columns: table => new
                {
                    caller_host_id = table.Column<int>(type: "integer", nullable: false),
                    called_host_id = table.Column<int>(type: "integer", nullable: false),
                    port = table.Column<int>(type: "integer", nullable: false),
                    is_accepted = table.Column<bool>(type: "boolean", nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_peer_decisions", x => new { x.caller_host_id, x.called_host_id, x.port });
                    table.ForeignKey(
                        name: "fk_peer_decisions_hosts_called_host_id",
                        column: x => x.called_host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_peer_decisions_hosts_caller_host_id",
                        column: x => x.caller_host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_peer_decisions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "runbook_switch",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    is_on = table.Column<bool>(type: "boolean", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_runbook_switch", x => x.id);
                    table.ForeignKey(
                        name: "fk_runbook_switch_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "runbooks",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    is_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_runbooks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "tcp_peers",
                columns: table => new
                {
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    direction = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    address = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: false),
                    port = table.Column<int>(type: "integer", nullable: false),
                    process = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    connections = table.Column<int>(type: "integer", nullable: false),
                    first_seen = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tcp_peers", x => new { x.host_id, x.direction, x.address, x.port });
                    table.ForeignKey(
                        name: "fk_tcp_peers_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "runbook_runs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    runbook_id = table.Column<int>(type: "integer", nullable: false),
                    runbook_version = table.Column<int>(type: "integer", nullable: false),
                    ticket_id = table.Column<int>(type: "integer", nullable: false),
                    problem_id = table.Column<int>(type: "integer", nullable: true),
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    cause_key = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    confidence = table.Column<double>(type: "double precision", nullable: true),
                    proposal_key = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    state = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    is_automatic = table.Column<bool>(type: "boolean", nullable: false),
                    is_dry_run = table.Column<bool>(type: "boolean", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    is_rehearsal = table.Column<bool>(type: "boolean", nullable: false),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    requested_by_user_id = table.Column<int>(type: "integer", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    approved_by_user_id = table.Column<int>(type: "integer", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    outcome = table.Column<string>(type: "character varying(6000)", maxLength: 6000, nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_runbook_runs", x => x.id);
                    table.ForeignKey(
                        name: "fk_runbook_runs_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_runbook_runs_problems_problem_id",
                        column: x => x.problem_id,
                        principalTable: "problems",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "fk_runbook_runs_runbooks_runbook_id",
                        column: x => x.runbook_id,
                        principalTable: "runbooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_runbook_runs_tickets_ticket_id",
                        column: x => x.ticket_id,
                        principalTable: "tickets",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_runbook_runs_users_approved_by_user_id",
                        column: x => x.approved_by_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "fk_runbook_runs_users_requested_by_user_id",
                        column: x => x.requested_by_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "runbook_versions",
                columns: table => new
                {
                    runbook_id = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    user_id = table.Column<int>(type: "integer", nullable: true),
                    definition = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_runbook_versions", x => new { x.runbook_id, x.version });
                    table.ForeignKey(
                        name: "fk_runbook_versions_runbooks_runbook_id",
                        column: x => x.runbook_id,
                        principalTable: "runbooks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_runbook_versions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateTable(
                name: "agent_commands",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    host_id = table.Column<int>(type: "integer", nullable: false),
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    parameter = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    is_dry_run = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    delivered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    exit_code = table.Column<int>(type: "integer", nullable: true),
                    output = table.Column<string>(type: "character varying(4096)", maxLength: 4096, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_agent_commands", x => x.id);
                    table.ForeignKey(
                        name: "fk_agent_commands_hosts_host_id",
                        column: x => x.host_id,
                        principalTable: "hosts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_agent_commands_runbook_runs_run_id",
                        column: x => x.run_id,
                        principalTable: "runbook_runs",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_service_links_one_end",
                table: "service_links",
                sql: "(kind IN ('RunsOn', 'DependsOn')) = (host_id IS NOT NULL) AND (kind = 'Calls') = (called_service_id IS NOT NULL) AND service_id <> coalesce(called_service_id, 0)");

            migrationBuilder.CreateIndex(
                name: "ix_agent_commands_open",
                table: "agent_commands",
                column: "host_id",
                filter: "state IN ('Waiting', 'Delivered', 'Running')");

            migrationBuilder.CreateIndex(
                name: "ix_agent_commands_run_id",
                table: "agent_commands",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "ix_cause_turns_urgency_due_at",
                table: "cause_turns",
                columns: new[] { "urgency", "due_at" },
                filter: "due_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_cause_verdicts_at",
                table: "cause_verdicts",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_cause_verdicts_user_id",
                table: "cause_verdicts",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_findings_problem_id_run_rank",
                table: "findings",
                columns: new[] { "problem_id", "run", "rank" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_findings_ticket_id",
                table: "findings",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_peer_decisions_called_host_id",
                table: "peer_decisions",
                column: "called_host_id");

            migrationBuilder.CreateIndex(
                name: "ix_peer_decisions_user_id",
                table: "peer_decisions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_runbook_runs_approved_by_user_id",
                table: "runbook_runs",
                column: "approved_by_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_runbook_runs_host_id",
                table: "runbook_runs",
                column: "host_id");

            migrationBuilder.CreateIndex(
                name: "ix_runbook_runs_open",
                table: "runbook_runs",
                column: "state",
                filter: "state IN ('Proposed', 'AwaitingApproval', 'Approved', 'Sent', 'Running', 'Succeeded')");

            migrationBuilder.CreateIndex(
                name: "ix_runbook_runs_problem_id",
                table: "runbook_runs",
                column: "problem_id");

            migrationBuilder.CreateIndex(
                name: "ix_runbook_runs_proposal_key",
                table: "runbook_runs",
                column: "proposal_key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_runbook_runs_requested_by_user_id",
                table: "runbook_runs",
                column: "requested_by_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_runbook_runs_runbook_id_started_at",
                table: "runbook_runs",
                columns: new[] { "runbook_id", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_runbook_runs_ticket_id",
                table: "runbook_runs",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "ix_runbook_switch_user_id",
                table: "runbook_switch",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_runbook_versions_user_id",
                table: "runbook_versions",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_runbooks_name",
                table: "runbooks",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_tcp_peers_last_seen",
                table: "tcp_peers",
                column: "last_seen");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agent_commands");

            migrationBuilder.DropTable(
                name: "cause_turns");

            migrationBuilder.DropTable(
                name: "cause_verdicts");

            migrationBuilder.DropTable(
                name: "findings");

            migrationBuilder.DropTable(
                name: "host_actions");

            migrationBuilder.DropTable(
                name: "peer_decisions");

            migrationBuilder.DropTable(
                name: "runbook_switch");

            migrationBuilder.DropTable(
                name: "runbook_versions");

            migrationBuilder.DropTable(
                name: "tcp_peers");

            migrationBuilder.DropTable(
                name: "runbook_runs");

            migrationBuilder.DropTable(
                name: "runbooks");

            migrationBuilder.DropCheckConstraint(
                name: "ck_service_links_one_end",
                table: "service_links");

            migrationBuilder.AddCheckConstraint(
                name: "ck_service_links_one_end",
                table: "service_links",
                sql: "(kind = 'RunsOn') = (host_id IS NOT NULL) AND (kind = 'Calls') = (called_service_id IS NOT NULL) AND service_id <> coalesce(called_service_id, 0)");
        }
    }
}
