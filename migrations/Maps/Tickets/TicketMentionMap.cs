using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;

namespace Monitor.Data.Maps;

internal sealed class TicketMentionMap : IEntityTypeConfiguration<TicketMention>
{
    public void Configure(EntityTypeBuilder<TicketMention> builder)
    {
        builder.ToTable("ticket_mentions");
        builder.HasKey(x => new { x.EntryId, x.UserId });
        builder.HasIndex(x => x.UserId);
        builder.HasOne<TicketEntry>().WithMany().HasForeignKey(x => x.EntryId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(x => x.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
