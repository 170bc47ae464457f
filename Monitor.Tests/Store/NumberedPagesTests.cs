using Monitor.Web.Store;

namespace Monitor.Tests.Store;

public sealed class NumberedPagesTests
{
    [Fact]
    public void What_is_kept_by_a_number_is_found_by_it_and_among_all()
    {
        var pages = new NumberedPages<string>();
        int[] numbers = [0, 1, 1023, 1024, 5_000_000, int.MaxValue];
        foreach (var number in numbers)
        {
            Assert.Null(pages[number]);
            Assert.Equal($"{number}", pages.GetOrAdd(number, static n => $"{n}", number));
            Assert.Equal($"{number}", pages.GetOrAdd(number, static _ => "another", 0));
        }

        Assert.Equal(numbers.Select(n => KeyValuePair.Create(n, $"{n}")), pages.All.OrderBy(p => p.Key));
        Assert.Null(pages[2]);
    }

    [Fact]
    public void Who_makes_one_while_another_is_put_there_gets_that_one()
    {
        var pages = new NumberedPages<string>();
        var slow = pages.GetOrAdd(
            7,
            static pages =>
            {
                pages.GetOrAdd(7, static _ => "first", 0);
                return "second";
            },
            pages);
        Assert.Equal("first", slow);
        Assert.Equal("first", pages[7]);
    }
}
