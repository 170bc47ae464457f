using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Access;
using Monitor.Domain.Metrics;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Catalog;

namespace Monitor.Data.Maps;

internal sealed class TicketMap : IEntityTypeConfiguration<Ticket>
{
    public void Configure(EntityTypeBuilder<Ticket> builder)
    {
        builder.ToTable("tickets");
        builder.Property(t => t.Number).HasDefaultValueSql("nextval('ticket_numbers')");
        builder.Property(t => t.Title).HasMaxLength(Ticket.TitleLength);
        builder.Property(t => t.Description).HasMaxLength(TicketEntry.TextLength);
        builder.Property(t => t.Metric).HasMaxLength(200);
        builder.Property(t => t.AcknowledgedNote).HasMaxLength(Ticket.NoteLength);
        builder.Property(t => t.SnoozeNote).HasMaxLength(Ticket.NoteLength);
        builder.Property(t => t.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
        builder.HasIndex(t => t.Number).IsUnique();
        builder.HasSearch("setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', description), 'B')");
        builder.HasIndex(t => t.Title).HasMethod("gin").HasOperators("gin_trgm_ops").HasDatabaseName("ix_tickets_title_trigrams").KeepPendingShort();
        builder.HasIndex(t => t.UpdatedAt);
        builder.HasIndex(t => t.PendingUntil).HasFilter("pending_until IS NOT NULL");
        builder.HasOne<TicketCategory>().WithMany().HasForeignKey(t => t.CategoryId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(t => t.ParentId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(t => t.MergedIntoId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(t => new { t.State, t.UpdatedAt });
        builder.HasIndex(t => t.HostId);
        builder.HasIndex(t => t.ParentId).HasFilter("parent_id IS NOT NULL");
        builder.HasIndex(t => t.MergedIntoId).HasFilter("merged_into_id IS NOT NULL");
        builder.HasIndex(t => t.AcknowledgedByUserId).HasFilter("acknowledged_by_user_id IS NOT NULL");
        builder.HasIndex(t => t.SnoozedByUserId).HasFilter("snoozed_by_user_id IS NOT NULL");
        builder.HasIndex(t => t.RequesterUserId);
        builder.HasIndex(t => t.AssigneeUserId);
        builder.HasIndex(t => new { t.TeamId, t.Priority });
        builder.HasPriorityRank();
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(t => t.RequesterUserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(t => t.AssigneeUserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(t => t.AcknowledgedByUserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(t => t.SnoozedByUserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Team>().WithMany().HasForeignKey(t => t.TeamId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Host>().WithMany().HasForeignKey(t => t.HostId).OnDelete(DeleteBehavior.SetNull);
    }
}
