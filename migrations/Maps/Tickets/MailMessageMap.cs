using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Conversation;

namespace Monitor.Data.Maps;

internal sealed class MailMessageMap : IEntityTypeConfiguration<MailMessage>
{
    public void Configure(EntityTypeBuilder<MailMessage> builder)
    {
        builder.ToTable("mail_messages");
        builder.Property(x => x.MessageId).HasMaxLength(MailMessage.MessageIdLength);
        builder.Property(x => x.Address).HasMaxLength(320);
        builder.Property(x => x.Subject).HasMaxLength(Ticket.TitleLength);
        builder.Property(x => x.Outcome).HasMaxLength(500);
        builder.HasIndex(x => new { x.Direction, x.MessageId }).IsUnique();
        builder.HasIndex(x => x.TicketId);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(x => x.TicketId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<TicketEntry>().WithMany().HasForeignKey(x => x.EntryId).OnDelete(DeleteBehavior.SetNull);
    }
}
