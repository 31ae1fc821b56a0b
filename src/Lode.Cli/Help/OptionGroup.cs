using System.CommandLine;

namespace Lode.Cli.Help;

/// <summary>Options of one topic.</summary>
sealed record OptionGroup(string Title, params IReadOnlyList<Option> Options);
