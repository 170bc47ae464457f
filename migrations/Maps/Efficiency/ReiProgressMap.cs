using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Efficiency;

namespace Monitor.Data.Maps;

internal sealed class ReiProgressMap : IEntityTypeConfiguration<ReiProgress>
{
    public void Configure(EntityTypeBuilder<ReiProgress> builder)
    {
        builder.ToTable("rei_progress");
        builder.Property(p => p.Id).ValueGeneratedNever();
    }
}
