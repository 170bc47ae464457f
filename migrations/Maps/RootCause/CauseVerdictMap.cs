using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.RootCause.Grading;
using Monitor.Domain.Tickets;

namespace Monitor.Data.Maps;

internal sealed class CauseVerdictMap : IEntityTypeConfiguration<CauseVerdict>
{
    public void Configure(EntityTypeBuilder<CauseVerdict> builder)
    {
        builder.ToTable("cause_verdicts");
        builder.HasKey(v => v.TicketId);
        builder.Property(v => v.TicketId).ValueGeneratedNever();
        builder.Property(v => v.Kind).HasConversion<string>().HasMaxLength(20);
        builder.Property(v => v.CauseKey).HasMaxLength(400);
        builder.Property(v => v.Words).HasMaxLength(CauseVerdict.WordsLength);
        builder.Property(v => v.Method).HasMaxLength(100);
        builder.HasIndex(v => v.At);
        builder.HasOne<Ticket>().WithMany().HasForeignKey(v => v.TicketId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<MonitorUser>().WithMany().HasForeignKey(v => v.UserId).OnDelete(DeleteBehavior.SetNull);
    }
}
