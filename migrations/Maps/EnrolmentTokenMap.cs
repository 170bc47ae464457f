using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore;
using Monitor.Domain.Metrics;

namespace Monitor.Data.Maps;

internal sealed class EnrolmentTokenMap : IEntityTypeConfiguration<EnrolmentToken>
{
    public void Configure(EntityTypeBuilder<EnrolmentToken> builder)
    {
        builder.ToTable("enrolment_tokens");
        builder.HasOne<HostGroup>().WithMany().HasForeignKey(t => t.GroupId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Host>().WithMany().HasForeignKey(t => t.HostId).OnDelete(DeleteBehavior.SetNull);
    }
}
