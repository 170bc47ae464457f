using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Data.Maps;

internal sealed class ServiceCalendarMap : IEntityTypeConfiguration<ServiceCalendar>
{
    public void Configure(EntityTypeBuilder<ServiceCalendar> builder)
    {
        builder.ToTable("service_calendars");
        builder.Property(c => c.Name).HasMaxLength(ServiceCalendar.NameLength);
        builder.Property(c => c.Zone).HasMaxLength(100);
        builder.Property(c => c.Hours).HasMaxLength(ServiceCalendar.TextLength);
        builder.Property(c => c.Holidays).HasMaxLength(ServiceCalendar.TextLength);
        builder.HasIndex(c => c.Name).IsUnique();
        builder.Property(c => c.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
    }
}
