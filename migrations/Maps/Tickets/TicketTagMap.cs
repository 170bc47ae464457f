using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class TicketTagMap : IEntityTypeConfiguration<TicketTag>
{
    public void Configure(EntityTypeBuilder<TicketTag> builder)
    {
        builder.ToTable("ticket_tags");
        builder.HasKey(t => new { t.TicketId, t.Tag });
        builder.Property(t => t.Tag).HasMaxLength(TicketTag.TagLength);
        builder.HasIndex(t => t.Tag);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(t => t.TicketId).OnDelete(DeleteBehavior.Cascade);
    }
}
