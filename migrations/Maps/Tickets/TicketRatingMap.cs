using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class TicketRatingMap : IEntityTypeConfiguration<TicketRating>
{
    public void Configure(EntityTypeBuilder<TicketRating> builder)
    {
        builder.ToTable("ticket_ratings");
        builder.Property(r => r.Comment).HasMaxLength(TicketRating.CommentLength);
        builder.HasIndex(r => r.TicketId);
        builder.HasIndex(r => r.RatedAt).HasFilter("rated_at IS NOT NULL");
        builder.HasOne<Ticket>().WithMany().HasForeignKey(r => r.TicketId).OnDelete(DeleteBehavior.Cascade);
    }
}
