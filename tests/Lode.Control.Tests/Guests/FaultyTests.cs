using Lode.Wasm;

namespace Lode.Control.Tests.Guests;

/// <summary>Modules that are no controllers, each with one fault, are refused with a message that says which.</summary>
public sealed class FaultyTests
{
    static readonly ControllerLimits s_impatient = Programs.Patient with { Initialization = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public void The_one_without_a_fault_runs()
    {
        using ModelDriver driver = new(Programs.Load("faulty-0"));
        driver.Run("", 2)[0].Generated.ShouldBe([4, 5]);
    }

    [Theory]
    [InlineData("faulty-memory", "expected an exported memory named \"memory\", found none")]
    [InlineData("faulty-2", "expected \"lode_step\" to be a function [] -> [i32], found a function [] -> [i64]")]
    [InlineData("faulty-3", "expected an exported function \"lode_step\" ([] -> [i32]), found none")]
    [InlineData("faulty-4", "expected \"lode_region_step\" to be a function [i32] -> [i32], found a function [] -> [i32]")]
    [InlineData("faulty-5", "expected an exported function \"lode_region_step\" ([i32] -> [i32]), found none")]
    [InlineData("faulty-10", "found \"lode_regoin_mask\"")]
    public void Exports_are_checked_when_it_is_loaded(string name, string message)
    {
        ControllerException error = Should.Throw<ControllerException>(() => Programs.Load(name));
        error.Fault.ShouldBe(ControllerFault.Program);
        error.Message.ShouldStartWith($"{Programs.PathOf(name)}: expected ");
        error.Message.ShouldContain(message);
        error.Message.ShouldContain("docs/controllers.md");
    }

    [Theory]
    [InlineData(1, ControllerFault.Program, "expected a controller of version 1 of the contract, found version 2")]
    [InlineData(6, ControllerFault.Answer, "expected lode_region_step to give the address of 65,536 bytes of its own, a multiple of 4,096, found 0: it has no room")]
    [InlineData(7, ControllerFault.Answer, "a multiple of 4,096, found ")]
    [InlineData(8, ControllerFault.Answer, "of its own, a multiple of 4,096, found 4294836224: ")]
    [InlineData(9, ControllerFault.Answer, "overlap the window lode-step")]
    [InlineData(11, ControllerFault.Program, "\"lode\" \"no_such_function\"")]
    [InlineData(12, ControllerFault.Program, "\"lode\" \"log\", a function [i32] -> []")]
    [InlineData(14, ControllerFault.Trap, "while its instance was made: it trapped: unreachable\n  at ")]
    [InlineData(16, ControllerFault.Limit, "bytes is more than the store allows")]
    [InlineData(17, ControllerFault.Answer, "expected SAMPLE, STOP or SPLICE of lode_init, found Fork")]
    [InlineData(18, ControllerFault.Answer, "expected a verdict of 0 to 4, found 77")]
    public void What_shows_when_it_runs_ends_its_sequence(int fault, ControllerFault kind, string message)
    {
        using ModelDriver driver = new(Programs.Load($"faulty-{fault}"));
        ControllerException error = driver.Run("")[0].Error.ShouldNotBeNull();
        error.Fault.ShouldBe(kind);
        error.Message.ShouldStartWith(Programs.PathOf($"faulty-{fault}"));
        error.Message.ShouldContain(message);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    public void One_that_never_comes_back_at_its_start_is_stopped(int fault)
    {
        using ModelDriver driver = new(Programs.Load($"faulty-{fault}", s_impatient));
        ControllerException error = driver.Run("")[0].Error.ShouldNotBeNull();
        error.Fault.ShouldBe(ControllerFault.Time);
        error.Message.ShouldEndWith("making its instance and lode_init took longer than 100 ms");
    }

    [Fact]
    public void A_start_function_that_calls_the_host_is_told_where_to_call_it()
    {
        using ModelDriver driver = new(Programs.Load("starts"));
        ControllerException error = driver.Run("")[0].Error.ShouldNotBeNull();
        error.Fault.ShouldBe(ControllerFault.Program);
        error.Message.ShouldEndWith("its start function calls a function of the host, which has nothing for it yet; call it in _initialize or lode_init");
    }

    [Fact]
    public void What_is_no_module_is_refused()
    {
        Assert.SkipUnless(EngineSupport.IsSupported, EngineSupport.Reason ?? "");
        string path = Path.Combine(Programs.Folder, "probe.c");
        ControllerException error = Should.Throw<ControllerException>(() => Controller.Load(path));
        error.Fault.ShouldBe(ControllerFault.Program);
        error.Message.ShouldStartWith($"{path}: byte 0");
        Should.Throw<FileNotFoundException>(() => Controller.Load(path + "x"));
    }
}
