namespace Lode.Usage.Reports;

/// <summary>One line of a report: a name, a value, and what it means.</summary>
readonly record struct Fact(string Name, string Value, string Meaning);
