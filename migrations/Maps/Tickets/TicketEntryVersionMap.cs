using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;

namespace Monitor.Data.Maps;

internal sealed class TicketEntryVersionMap : IEntityTypeConfiguration<TicketEntryVersion>
{
    public void Configure(EntityTypeBuilder<TicketEntryVersion> builder)
    {
        builder.ToTable("ticket_entry_versions");
        builder.Property(v => v.Text).HasMaxLength(TicketEntry.TextLength);
        builder.HasIndex(v => v.EntryId);
        builder.HasOne<TicketEntry>().WithMany().HasForeignKey(v => v.EntryId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(v => v.ReplacedByUserId).OnDelete(DeleteBehavior.SetNull);
    }
}
