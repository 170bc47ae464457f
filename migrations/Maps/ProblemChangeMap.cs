using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Problems;

namespace Monitor.Data.Maps;

internal sealed class ProblemChangeMap : IEntityTypeConfiguration<ProblemChange>
{
    public void Configure(EntityTypeBuilder<ProblemChange> builder)
    {
        builder.ToTable("problem_changes");
        builder.Property(c => c.Text).HasMaxLength(2000);
        builder.HasIndex(c => c.ProblemId);
        builder.HasOne<Problem>().WithMany().HasForeignKey(c => c.ProblemId).OnDelete(DeleteBehavior.Cascade);
    }
}
