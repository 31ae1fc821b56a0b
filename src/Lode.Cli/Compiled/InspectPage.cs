using System.Text;
using Lode.Cli.Showing;
using Lode.Cli.Streams;
using Lode.Usage;

namespace Lode.Cli.Compiled;

/// <summary>An <see cref="InspectReport"/> as text.</summary>
static class InspectPage
{
    const int NameWidth = 18;
    const int MostNames = 40;

    public static string Write(InspectReport report, Style style)
    {
        StringBuilder page = new();
        Heading(page, style, report.IsArtifact ? "Compiled module" : "Module, compiled to be looked at");
        Row(page, "file", Printable.Escape(report.File));
        Row(page, "module", $"{UsageFormat.Count(report.ModuleBytes)} bytes, SHA-256 {report.ModuleSha256}");
        string options = (report.ExplicitBounds, report.Fuel) switch
        {
            (false, false) => "",
            (true, false) => ", with explicit bounds",
            (false, true) => ", with fuel",
            _ => ", with explicit bounds and fuel",
        };
        Row(page, "compiler", $"{report.CompilerBuild}{options}{(report.IsOfThisBuild ? "" : ": another build, so it cannot run here")}");

        Heading(page, style, "Bytes");
        foreach (SectionReport section in report.Sections)
            Size(page, section.Name, section.Bytes, report);
        Size(page, "all", report.ArtifactBytes, report);
        if (report.ModuleCodeBytes is long code && code > 0 && report.Sections.FirstOrDefault(section => section.Name == "Text") is { } text)
            Row(page, "", $"machine code is {text.Bytes / (double)code:0.00} times the {UsageFormat.Count(code)} bytes of code in the module");

        Heading(page, style, "Functions");
        Row(page, "own", $"{UsageFormat.Count(report.Functions)}, median {UsageFormat.Count(report.MedianFunctionBytes)} bytes"
            + (report.SharedFunctions > 0 ? $", {UsageFormat.Count(report.SharedFunctions)} share the code of an equal one" : ""));
        foreach (FunctionReport function in report.LargestFunctions)
        {
            string wasm = function.WasmBytes is int bytes ? $" (from {UsageFormat.Count(bytes)})" : "";
            Row(page, $"{function.Index}", $"{UsageFormat.Count(function.CodeBytes).PadLeft(12)} bytes{wasm}{(function.Name is null ? "" : $"  {Printable.Escape(function.Name)}")}");
        }
        Names(page, style, "Imports", report.Imports);
        Names(page, style, "Exports", report.Exports);
        if (report.Disassembly is { } lines)
            Disassembly(page, style, lines);
        return page.ToString();
    }

    static void Size(StringBuilder page, string name, long bytes, InspectReport report) =>
        Row(page, name, $"{UsageFormat.Count(bytes).PadLeft(14)}{UsageFormat.Percent(bytes, report.ModuleBytes).PadLeft(8)} of the module");

    static void Names(StringBuilder page, Style style, string title, IReadOnlyList<string> names)
    {
        Heading(page, style, $"{title} ({names.Count})");
        foreach (string name in names.Take(MostNames))
            page.Append("  ").Append(Printable.Escape(name)).Append('\n');
        if (names.Count > MostNames)
            page.Append($"  and {names.Count - MostNames} more; --json lists them all\n");
    }

    static void Disassembly(StringBuilder page, Style style, IReadOnlyList<CodeLine> lines)
    {
        Heading(page, style, "Machine code (offset, byte of the module, instruction)");
        foreach (CodeLine line in lines)
            page.Append($"  {line.Offset,6:x}  {(line.WasmOffset is int at ? $"{at,8:x}" : "        ")}  {line.Text}\n");
    }

    static void Heading(StringBuilder page, Style style, string title) =>
        page.Append(page.Length > 0 ? "\n" : "").Append(style.Strong(title)).Append('\n');

    static void Row(StringBuilder page, string name, string value) =>
        page.Append("  ").Append(name.PadRight(NameWidth)).Append("  ").Append(value).Append('\n');
}
