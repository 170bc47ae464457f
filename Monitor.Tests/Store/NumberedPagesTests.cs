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
    public void Who_makes_one_at_the_same_time_gets_the_same()
    {
        var pages = new NumberedPages<object>();
        var got = new object[1000, 4];
        Parallel.For(0, 4, thread =>
        {
            for (var number = 0; number < 1000; number++)
            {
                got[number, thread] = pages.GetOrAdd(number, static _ => new object(), 0);
            }
        });
        Assert.All(Enumerable.Range(0, 1000), number => Assert.All(Enumerable.Range(0, 4), thread => Assert.Same(pages[number], got[number, thread])));
    }
}
