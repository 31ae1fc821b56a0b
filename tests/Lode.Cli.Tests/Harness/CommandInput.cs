using System.Text;

namespace Lode.Cli.Tests;

/// <summary>What a command is given besides its arguments.</summary>
sealed record CommandInput
{
    public byte[] Bytes { get; init; } = [];

    public string Text
    {
        init => Bytes = Encoding.UTF8.GetBytes(value);
    }

    public string? Folder { get; init; }

    public Dictionary<string, string> Environment { get; init; } = [];
}
