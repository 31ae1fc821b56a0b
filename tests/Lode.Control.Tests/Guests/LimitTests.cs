namespace Lode.Control.Tests.Guests;

/// <summary>What a guest may take, and what becomes of it beyond that.</summary>
public sealed class LimitTests
{
    static readonly ControllerLimits s_quick = Programs.Patient with { Step = TimeSpan.FromMilliseconds(20) };

    [Fact]
    public void A_step_that_takes_too_long_is_missed_and_made_again()
    {
        // Only the calls that never end reach the time, however loaded the machine is: 2 s for the others.
        using ModelDriver driver = new(Programs.Load("probe", Programs.Patient with { Step = TimeSpan.FromSeconds(2) }));
        Driven driven = driver.Run("missed show\nmissed sample\n1 spin_once", 4)[0];
        driven.Error.ShouldBeNull();
        driven.Generated.ShouldBe([4, 5, 6]);
        driver.Log.ShouldHaveSingleItem().ShouldContain("round=1 tokens=4 removed=0 appended=1 sampled=4 splice=-1 flags=3 missed=1");
    }

    [Fact]
    public void Ten_missed_steps_in_a_row_end_the_sequence()
    {
        using ModelDriver driver = new(Programs.Load("probe", s_quick));
        Driven driven = driver.Run("step spin", 11)[0];
        driven.Error.ShouldNotBeNull().Fault.ShouldBe(ControllerFault.Time);
        driven.Error.Message.ShouldEndWith("10 calls in a row took longer than 20 ms");
        driven.Skipped.ShouldBeInRange(1, 9); // fewer where a preparation was missed, too
    }

    [Fact]
    public void A_preparation_that_takes_too_long_costs_its_round()
    {
        using ModelDriver driver = new(Programs.Load("probe", Programs.Patient with { Step = TimeSpan.FromSeconds(2) }));
        Driven driven = driver.Run("prepare spin_once\n0 show", 3)[0];
        driven.Error.ShouldBeNull();
        driven.Generated.ShouldBe([4, 5]);
        driver.Log.ShouldHaveSingleItem().ShouldContain("round=0 tokens=3 removed=0 appended=0 sampled=-1 splice=-1 flags=3 missed=1");
    }

    [Theory]
    [InlineData("0 trap", "it trapped: unreachable\n  at ")]
    [InlineData("prepare trap", "it trapped: unreachable\n  at ")]
    [InlineData("init trap", "it trapped: unreachable\n  at ")]
    [InlineData("0 recurse 1", "it trapped: call stack exhausted\n  at ")]
    [InlineData("0 load 4294967292", "it trapped: out of bounds memory access")]
    [InlineData("0 store_tokens 1", "the window lode-tokens")]
    [InlineData("0 store_vocabulary 1", "the window lode-vocabulary")]
    [InlineData("0 bad_pointer", "64 bytes at address 4294967280")]
    [InlineData("0 long_name", "expected a name of at most 1,024 bytes, found 1,025")]
    [InlineData("0 exit 3", "it ended itself with code 3")]
    public void Faults_end_the_sequence_and_say_where(string argument, string message)
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        Driven driven = driver.Run(argument, 2)[0];
        driven.Error.ShouldNotBeNull().Fault.ShouldBe(ControllerFault.Trap);
        driven.Error.Message.ShouldStartWith(Programs.PathOf("probe"));
        driven.Error.Message.ShouldContain(message);
        driver.Run("", 2)[0].Generated.ShouldBe([4, 5]);
    }

    [Theory]
    [InlineData("0 exit 0")]
    [InlineData("prepare exit 0")]
    [InlineData("init exit 0")]
    public void Ending_itself_without_a_fault_is_a_stop(string argument)
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        Driven driven = driver.Run(argument, 2)[0];
        driven.Error.ShouldBeNull();
        driven.IsStopped.ShouldBeTrue();
        driven.Generated.ShouldBeEmpty();
    }

    [Fact]
    public void Memory_ends_at_the_limit()
    {
        using ModelDriver driver = new(Programs.Load("probe", Programs.Patient with { MemoryBytes = 8 << 20 }));
        driver.Run("init grow 64\ninit grow 128\ninit grow 1", 0)[0].Error.ShouldBeNull();
        driver.Log[0].ShouldNotBe("grow: -1");
        driver.Log[1].ShouldBe("grow: -1");
        driver.Log[2].ShouldNotBe("grow: -1");
    }

    [Fact]
    public void Variables_end_at_the_limit()
    {
        using ModelDriver driver = new(Programs.Load("probe", Programs.Patient with { VariableBytes = 1000 }));
        ControllerException error = driver.Run("step append v 0123456789012345678901234567890123456789", 100)[0].Error.ShouldNotBeNull();
        error.Fault.ShouldBe(ControllerFault.Limit);
        error.Message.ShouldContain("more than the 1,000 that they may");
    }

    [Fact]
    public void A_call_logs_no_more_than_it_may_and_the_log_says_so()
    {
        using ModelDriver driver = new(Programs.Load("probe", Programs.Patient with { LogBytesPerStep = 1000 }));
        driver.Run("0 flood 20 99\n1 log more", 2);
        driver.Log.Count.ShouldBe(12);
        driver.Log[9].ShouldBe(new string('x', 99));
        driver.Log[10].ShouldBe("lode: 1,000 bytes of log were dropped: a call may log 1,000");
        driver.Log[11].ShouldBe("more");
    }

    [Fact]
    public void A_request_logs_no_more_than_it_may_and_the_log_says_so_once()
    {
        using ModelDriver driver = new(Programs.Load("probe", Programs.Patient with { LogBytes = 1000 }));
        driver.Run("step flood 4 99", 20);
        driver.Log.Count.ShouldBe(11);
        driver.Log[10].ShouldBe("lode: the log ends here: a request may log 1,000 bytes");
    }

    [Fact]
    public void Lines_without_content_count_too()
    {
        using ModelDriver driver = new(Programs.Load("probe", Programs.Patient with { LogBytes = 10 }));
        driver.Run("0 flood 100 0\n1 print\n2 print\n3 print", 4);
        driver.Log.Count.ShouldBeLessThan(12);
    }

    [Fact]
    public void Texts_for_functions_of_the_host_end_at_the_limit()
    {
        using ModelDriver driver = new(Programs.Load("probe"));
        ControllerException error = driver.Run("0 flood 1 1048577", 1)[0].Error.ShouldNotBeNull();
        error.Message.ShouldContain("expected a text to log of at most 1,048,576 bytes, found 1,048,577");
    }
}
