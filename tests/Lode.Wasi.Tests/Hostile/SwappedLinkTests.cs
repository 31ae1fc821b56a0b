namespace Lode.Wasi.Tests;

/// <summary>Somebody exchanges names for links while a guest opens them.</summary>
public sealed class SwappedLinkTests
{
    const int Attempts = 3000;

    [Theory]
    [InlineData("swap/secret", false)]
    [InlineData("swap/secret", true)]
    [InlineData("secret", false)]
    [InlineData("secret", true)]
    [InlineData("swap/../swap/./secret", false)]
    [InlineData("swap/../swap/./secret", true)]
    public void What_is_outside_is_never_read(string path, bool walks)
    {
        using HostFolder folder = new();
        folder.Write("swap/secret", "inside");
        folder.Write("secret", "inside");
        folder.Link("to-dir", "../dir");
        folder.Link("to-secret", "../secret");
        using Guest guest = new(folder, walks);
        bool stop = false;
        Thread swapper = new(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                Swap(folder, "swap", "to-dir");
                Swap(folder, "secret", "to-secret");
            }
        });
        swapper.Start();
        int read = 0;
        try
        {
            for (int i = 0; i < Attempts; i++)
            {
                guest.Reset();
                Errno error = guest.TryOpen(path, out uint file, rights: Rights.FdRead);
                if (error != Errno.Success)
                {
                    error.ShouldBeOneOf(Errno.NotCapable, Errno.NoEntry, Errno.TooManyLinks, Errno.NotDirectory, Errno.TryAgain);
                    continue;
                }
                guest.Read(file).ShouldBe("inside");
                guest.Call("fd_close", file).ShouldBe(Errno.Success);
                read++;
            }
        }
        finally
        {
            Volatile.Write(ref stop, true);
            swapper.Join();
        }
        read.ShouldBeGreaterThan(0);
    }

    /// <summary>Exchanges a name for a link and back, by renaming: there is hardly a moment without either.</summary>
    static void Swap(HostFolder folder, string name, string link)
    {
        string aside = folder.Inside(name + ".aside");
        Rename(folder.Inside(name), aside);
        Rename(folder.Inside(link), folder.Inside(name));
        Thread.Yield();
        Rename(folder.Inside(name), folder.Inside(link));
        Rename(aside, folder.Inside(name));
    }

    static void Rename(string from, string to)
    {
        if (LinuxFiles.Rename(from, to) != 0)
            throw new IOException($"cannot rename {from}");
    }
}
