using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class TicketEntryMap : IEntityTypeConfiguration<TicketEntry>
{
    public void Configure(EntityTypeBuilder<TicketEntry> builder)
    {
        builder.ToTable("ticket_entries");
        builder.Property(e => e.Text).HasMaxLength(TicketEntry.TextLength);
        builder.HasSearch("to_tsvector('english', CASE WHEN kind = 'Comment' THEN text ELSE '' END)");
        builder.HasIndex(e => new { e.TicketId, e.Id });
        builder.HasIndex(e => e.Id).HasFilter("kind = 'Comment'").HasDatabaseName("ix_ticket_entries_comments");
        builder.HasIndex(e => e.CommandKey).IsUnique().HasFilter("command_key IS NOT NULL").HasDatabaseName("ix_ticket_entries_once");
        builder.HasOne<Ticket>().WithMany().HasForeignKey(e => e.TicketId).OnDelete(DeleteBehavior.Cascade);
    }
}
