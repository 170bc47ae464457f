using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Problems;
using Monitor.Domain.RootCause;

namespace Monitor.Data.Maps;

internal sealed class CauseTurnMap : IEntityTypeConfiguration<CauseTurn>
{
    public void Configure(EntityTypeBuilder<CauseTurn> builder)
    {
        builder.ToTable("cause_turns");
        builder.HasKey(t => t.ProblemId);
        builder.Property(t => t.ProblemId).ValueGeneratedNever();
        builder.Property(t => t.ToldKey).HasMaxLength(400);
        builder.HasIndex(t => new { t.Urgency, t.DueAt }).HasFilter("due_at IS NOT NULL");
        builder.HasOne<Problem>().WithMany().HasForeignKey(t => t.ProblemId).OnDelete(DeleteBehavior.Cascade);
    }
}
