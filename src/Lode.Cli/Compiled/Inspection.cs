using System.Globalization;
using Lode.Cli.Errors;
using Lode.Cli.Guests;
using Lode.Wasm;

namespace Lode.Cli.Compiled;

/// <summary>Looks at a compiled module, or compiles a module to look at it.</summary>
static class Inspection
{
    /// <summary>Looks.</summary>
    /// <param name="file">An artifact or a module.</param>
    /// <param name="largest">How many of the largest functions are listed.</param>
    /// <param name="disassemble">The function to disassemble, by name or number; null for none.</param>
    /// <param name="binary">The module that an artifact was made of; null where it is not at hand.</param>
    /// <param name="line">Shows how far compiling is.</param>
    /// <param name="interruption">Ctrl-C.</param>
    public static InspectReport Look(string file, int largest, string? disassemble, string? binary, CompilingLine line, CancellationToken interruption)
    {
        if (ArtifactInfo.IsArtifact(file))
        {
            using ArtifactInfo info = ArtifactInfo.Open(file);
            Module? module = binary is null ? null : OpenBinary(info, binary);
            return Describe(file, isArtifact: true, info, module, largest, disassemble);
        }
        using Engine engine = new();
        Module opened = Module.FromFile(file);
        string copy = Path.GetTempFileName();
        try
        {
            using (CompiledModule compiled = engine.Compile(opened, line, interruption))
                compiled.Save(copy);
            line.Clear();
            using ArtifactInfo info = ArtifactInfo.Open(copy);
            return Describe(file, isArtifact: false, info, opened, largest, disassemble);
        }
        finally
        {
            line.Clear();
            File.Delete(copy);
        }
    }

    static Module OpenBinary(ArtifactInfo info, string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (ContentHash.Of(bytes) != info.ModuleHash)
            throw new CommandException($"{path} is not the module that {info.Path} was made of: its SHA-256 is {ContentHash.Of(bytes)}, expected {info.ModuleHash}");
        return Module.FromBytes(path, bytes);
    }

    static InspectReport Describe(string file, bool isArtifact, ArtifactInfo info, Module? module, int largest, string? disassemble)
    {
        FunctionCode[] functions = [.. info.Functions()];
        int[] sizes = [.. functions.Select(function => function.Bytes).Order()];
        string? NameOf(int function) => info.Module.GetFunctionName(function) ?? module?.GetFunctionName(function);
        return new()
        {
            File = file,
            IsArtifact = isArtifact,
            ModuleSha256 = info.ModuleHash.ToString(),
            ModuleBytes = info.ModuleBytes,
            ModuleCodeBytes = module is null ? null : functions.Sum(function => (long)module.GetFunctionBody(function.Index).Length),
            ArtifactBytes = info.FileBytes,
            CompilerBuild = info.CompilerBuild.ToString(),
            IsOfThisBuild = info.IsOfThisBuild,
            ExplicitBounds = info.HasExplicitBounds,
            Fuel = info.HasFuel,
            Sections = [.. info.Sections.Select(section => new SectionReport(section.Name, section.Offset, section.Bytes, Ratio(section.Bytes, info.ModuleBytes)))],
            Functions = functions.Length,
            SharedFunctions = functions.Count(function => function.SharedWith is not null),
            MedianFunctionBytes = sizes.Length == 0 ? 0 : sizes[sizes.Length / 2],
            LargestFunctions =
            [
                .. functions.Where(function => function.SharedWith is null).OrderByDescending(function => function.Bytes).Take(largest)
                    .Select(function => new FunctionReport(function.Index, NameOf(function.Index), function.Bytes, module?.GetFunctionBody(function.Index).Length)),
            ],
            Imports = [.. info.Module.Imports.Select(import => $"{import.ModuleName}.{import.Name}: {import.Type}")],
            Exports = [.. info.Module.Exports.Select(export => $"{export.Name}: {export.Type}")],
            Disassembly = disassemble is null ? null : Disassemble(info, Find(info, functions, disassemble, NameOf), module),
        };
    }

    static List<CodeLine> Disassemble(ArtifactInfo info, FunctionCode function, Module? module) =>
        Disassembler.Read(info.GetCode(function).ToArray(), info.GetPlaces(function, module));

    static FunctionCode Find(ArtifactInfo info, FunctionCode[] functions, string wanted, Func<int, string?> nameOf)
    {
        int index = int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : info.Module.TryGetExport(wanted, out Export? export) && export.Type.Kind == ExternKind.Function ? export.Index
            : Array.Find(functions, function => nameOf(function.Index) == wanted)?.Index ?? -1;
        int first = info.Module.ImportedFunctionCount;
        if (index >= 0 && index < first)
            throw new CommandException($"function {index} is imported: {info.Path} has no code of it; its own functions are {first} to {first + functions.Length - 1}");
        return Array.Find(functions, function => function.Index == index)
            ?? throw new CommandException($"there is no function '{wanted}': give a number from {first} to {first + functions.Length - 1}, or the name of an export"
                + " or, where the module has names, of a function");
    }

    static double Ratio(long part, long all) => all == 0 ? 0 : Math.Round(part / (double)all, 4);
}
