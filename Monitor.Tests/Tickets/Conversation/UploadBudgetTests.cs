using Microsoft.Extensions.Options;
using Monitor.Web.Tickets.Conversation;

namespace Monitor.Tests.Tickets.Conversation;

public sealed class UploadBudgetTests
{
    [Fact]
    public void Files_that_are_being_received_hold_a_bounded_part_of_memory_and_one_person_half_of_it()
    {
        var budget = new UploadBudget(Options.Create(new AttachmentOptions { MaxBytesInMemory = 100 }));
        var first = budget.Take(1, 30);
        Assert.NotNull(first);
        Assert.Null(budget.Take(1, 30));
        var second = budget.Take(2, 50);
        Assert.NotNull(second);
        Assert.Null(budget.Take(3, 30));
        first.Dispose();
        first.Dispose();
        Assert.Equal(50, budget.Used);
        Assert.NotNull(budget.Take(3, 50));
        second.Dispose();
        Assert.NotNull(budget.Take(1, 50));
    }

    [Fact]
    public void Files_of_no_bytes_are_held_and_given_back_like_others()
    {
        var budget = new UploadBudget(Options.Create(new AttachmentOptions { MaxBytesInMemory = 100 }));
        var (first, second, third) = (budget.Take(1, 0)!, budget.Take(1, 0)!, budget.Take(1, 20)!);
        first.Dispose();
        second.Dispose();
        Assert.Equal(20, budget.Used);
        Assert.Null(budget.Take(1, 31));
        third.Dispose();
        Assert.Equal(0, budget.Used);
        Assert.NotNull(budget.Take(1, 50));
    }
}
