using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;

namespace Monitor.Data.Maps;

internal sealed class FindingMap : IEntityTypeConfiguration<Finding>
{
    public void Configure(EntityTypeBuilder<Finding> builder)
    {
        builder.ToTable("findings");
        builder.Property(f => f.CauseKey).HasMaxLength(300);
        builder.Property(f => f.Method).HasMaxLength(100);
        builder.Property(f => f.Sentence).HasMaxLength(2000);
        builder.Property(f => f.Action).HasMaxLength(1000);
        builder.Property(f => f.Evidence).HasColumnType("jsonb");
        builder.HasIndex(f => new { f.ProblemId, f.Run, f.Rank }).IsUnique();
        builder.HasIndex(f => f.TicketId);
        builder.HasOne<Problem>().WithMany().HasForeignKey(f => f.ProblemId).OnDelete(DeleteBehavior.Cascade);
    }
}
