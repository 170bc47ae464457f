using Monitor.Web.Tickets.Reports;

namespace Monitor.Tests.Tickets.Reports;

public sealed class ReportAddressTests
{
    [Theory]
    [InlineData("")]
    [InlineData("?days=90&category=3&team=2&group=7&priority=High,Urgent&page=2")]
    [InlineData("?from=2026-10-01&to=2026-10-31")]
    public void What_an_address_says_is_written_as_the_same_address(string address)
    {
        var (ask, errors) = ReportAddress.Read(address);
        Assert.Empty(errors);
        Assert.Equal(address, ReportAddress.Write(ask));
    }

    [Theory]
    [InlineData("?days=0", "`days` is a number from 1 to 1098.")]
    [InlineData("?days=1099", "`days` is a number from 1 to 1098.")]
    [InlineData("?days=many", "`days` must be a whole number.")]
    [InlineData("?from=2026-10-01", "`from` and `to` go together.")]
    [InlineData("?from=2026-10-02&to=2026-10-01", "`to` must not be before `from`.")]
    [InlineData("?from=2020-01-01&to=2026-10-01", "A report has at most 1098 days. Bring `from` and `to` closer together.")]
    [InlineData("?from=yesterday&to=2026-10-01", "`from` must be a day such as 2026-11-20.")]
    [InlineData("?team='; DROP TABLE tickets; --", "`team` must be a whole number.")]
    [InlineData("?priority=Highest", "`priority` is one of Low, Medium, High, Urgent.")]
    public void Attack_02_What_an_address_may_not_say_is_named_and_the_usual_is_left(string address, string expected)
    {
        var (ask, errors) = ReportAddress.Read(address);
        Assert.Equal([expected], errors);
        Assert.Equal("", ReportAddress.Write(ask));
    }
}
