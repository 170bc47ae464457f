using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;

namespace Monitor.Data.Maps;

internal sealed class MonitorUserMap : IEntityTypeConfiguration<MonitorUser>
{
    public void Configure(EntityTypeBuilder<MonitorUser> builder)
    {
        builder.ToTable("users");
        builder.Property(u => u.DisplayName).HasMaxLength(100);
        builder.Property(u => u.TimeZone).HasMaxLength(64);
        builder.Property(u => u.Culture).HasMaxLength(20);
        builder.Property(u => u.Role).HasMaxLength(20);
    }
}
