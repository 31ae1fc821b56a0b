using System.Diagnostics;

namespace Lode.Memory.Tests;

public sealed class InputStreamTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("lode-input-").FullName;

    public InputStreamTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes as Linux has them");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    string Pipe
    {
        get
        {
            string pipe = Path.Combine(_folder, "pipe");
            Process.Start("mkfifo", pipe).WaitForExit();
            return pipe;
        }
    }

    [Fact]
    public void Pipes_and_devices_are_sequential_and_files_folders_and_nothing_are_not()
    {
        InputStream.IsSequential(Pipe).ShouldBeTrue();
        InputStream.IsSequential("/dev/null").ShouldBeTrue();
        InputStream.IsSequential(_folder).ShouldBeFalse();
        InputStream.IsSequential(Path.Combine(_folder, "nothing")).ShouldBeFalse();
        string file = Path.Combine(_folder, "file"), link = Path.Combine(_folder, "link");
        File.WriteAllText(file, "x");
        File.CreateSymbolicLink(link, file);
        InputStream.IsSequential(file).ShouldBeFalse();
        InputStream.IsSequential(link).ShouldBeFalse();
    }

    [Fact]
    public void Asking_what_a_pipe_is_does_not_disturb_its_writer()
    {
        string pipe = Pipe;
        using Process writer = Process.Start("sh", ["-c", $"sleep 0.1; printf abc > '{pipe}'"]);
        for (int i = 0; i < 100; i++)
            InputStream.IsSequential(pipe).ShouldBeTrue();
        using Stream stream = InputStream.Open(pipe, TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream);
        reader.ReadToEnd().ShouldBe("abc");
        writer.WaitForExit();
        writer.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void A_writer_that_comes_late_and_pauses_is_waited_for()
    {
        string pipe = Pipe;
        using Process writer = Process.Start("sh", ["-c", $"sleep 0.3; (printf abc; sleep 0.3; printf def) > '{pipe}'"]);
        using Stream stream = InputStream.Open(pipe, TestContext.Current.CancellationToken);
        using StreamReader reader = new(stream);
        reader.ReadToEnd().ShouldBe("abcdef");
    }

    [Fact]
    public void Waiting_ends_when_it_is_cancelled()
    {
        using CancellationTokenSource source = new(TimeSpan.FromMilliseconds(200));
        using Stream stream = InputStream.Open(Pipe, source.Token);
        Should.Throw<OperationCanceledException>(() => stream.ReadByte());
    }

    [Fact]
    public void A_file_can_be_read_in_order_too()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "abc");
        using Stream stream = InputStream.Open(file, TestContext.Current.CancellationToken);
        new StreamReader(stream).ReadToEnd().ShouldBe("abc");
        Should.Throw<FileNotFoundException>(() => InputStream.Open(file + "x", TestContext.Current.CancellationToken));
        using Stream nothing = InputStream.Open("/dev/null", TestContext.Current.CancellationToken);
        nothing.ReadByte().ShouldBe(-1);
    }
}
