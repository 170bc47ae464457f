using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Monitor.Domain.Notifications;

namespace Monitor.Data.Maps;

internal sealed class WebhookMap : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("webhooks");
        builder.Property(h => h.Name).HasMaxLength(Webhook.NameLength);
        builder.Property(h => h.Url).HasMaxLength(Webhook.UrlLength);
        builder.HasIndex(h => h.Name).IsUnique();
        builder.Property(h => h.RowVersion).HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
    }
}
