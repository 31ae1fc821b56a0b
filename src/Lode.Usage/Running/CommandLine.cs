using System.Text;

namespace Lode.Usage.Running;

/// <summary>A program and its arguments, as the bytes that the kernel passes on: any but NUL, not only UTF-8.</summary>
public sealed class CommandLine
{
    const string SafeCharacters = "+,-./:=@_%";
    readonly byte[][] _words;

    CommandLine(byte[][] words)
    {
        if (words.Length == 0 || words[0].Length == 0)
            throw new ArgumentException("a command needs the name of a program", nameof(words));
        if (Array.Exists(words, word => word.Contains((byte)0)))
            throw new ArgumentException("an argument holds a NUL character, which no program can receive", nameof(words));
        _words = words;
        Display = string.Join(' ', words.Select(Quote));
    }

    /// <summary>The command for people, quoted as for a shell; bytes that are not UTF-8 show as U+FFFD.</summary>
    public string Display { get; }

    /// <summary>How many words, the program among them.</summary>
    public int Count => _words.Length;

    /// <summary>The bytes of one word, without the NUL behind it.</summary>
    /// <param name="index">0 for the program, up to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<byte> this[int index] => _words[index];

    /// <summary>A command from a program and its arguments, which are passed on as UTF-8.</summary>
    /// <exception cref="ArgumentException">No program, or a NUL character in a word.</exception>
    public static CommandLine FromStrings(params string[] words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return new CommandLine([.. words.Select(Encoding.UTF8.GetBytes)]);
    }

    /// <summary>A command from one line, split into words as a shell does: quotes and backslashes, but no expansion of any kind.</summary>
    /// <exception cref="ArgumentException">A quote is not closed, the line ends in a backslash, or there is no word.</exception>
    public static CommandLine FromShell(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return FromStrings(ShellWords.Split(line));
    }

    /// <summary>A command from this process's own arguments, byte by byte (.NET's strings lose what is not UTF-8).</summary>
    /// <param name="skip">How many to leave out in front, counted as the kernel does, with the program's name and any host before it.</param>
    /// <exception cref="ArgumentException">None is left.</exception>
    /// <exception cref="PlatformNotSupportedException">Only Linux tells.</exception>
    public static CommandLine FromSelf(int skip)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        return new CommandLine([.. OwnArguments().Skip(skip)]);
    }

    /// <summary>A command from the last arguments of this process, byte by byte: right however many words its host put in front.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    /// <exception cref="PlatformNotSupportedException">Only Linux tells.</exception>
    public static CommandLine FromSelfLast(int count)
    {
        byte[][] all = OwnArguments();
        if (count <= 0 || count > all.Length)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"this process has {all.Length} arguments");
        return new CommandLine(all[^count..]);
    }

    static byte[][] OwnArguments()
    {
        if (!SpawnSupport.IsSupported(out string reason))
            throw new PlatformNotSupportedException(reason);
        ReadOnlySpan<byte> text = File.ReadAllBytes("/proc/self/cmdline");
        List<byte[]> words = [];
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)0);
            words.Add(text[..(end < 0 ? text.Length : end)].ToArray());
            text = end < 0 ? [] : text[(end + 1)..];
        }
        return [.. words];
    }

    static string Quote(byte[] word)
    {
        string text = Encoding.UTF8.GetString(word);
        return text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || SafeCharacters.Contains(c))
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
    }
}
