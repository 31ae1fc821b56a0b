using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Lode.Cli.Benching;
using Lode.Cli.Checking;
using Lode.Cli.Compiled;
using Lode.Cli.Controlling;
using Lode.Cli.Converting;
using Lode.Cli.Errors;
using Lode.Cli.Evaluating;
using Lode.Cli.Guests;
using Lode.Cli.Logits;
using Lode.Cli.Packing;
using Lode.Cli.Quantizing;
using Lode.Cli.Running;
using Lode.Cli.Showing;

namespace Lode.Cli;

/// <summary>Writers for everything that <c>--json</c> prints, made by the compiler.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(LogitsReport))]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(ConvertReport))]
[JsonSerializable(typeof(QuantizeReport))]
[JsonSerializable(typeof(PackReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(CompareReport))]
[JsonSerializable(typeof(BenchReport))]
[JsonSerializable(typeof(PerplexityReport))]
[JsonSerializable(typeof(GuestReport))]
[JsonSerializable(typeof(InspectReport))]
[JsonSerializable(typeof(CompileReport))]
[JsonSerializable(typeof(WasmVerifyReport))]
[JsonSerializable(typeof(CacheReport))]
[JsonSerializable(typeof(ServeReport))]
sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Text stays text: only what JSON itself requires is escaped.</summary>
    public static CliJson Readable { get; } = new(new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower,
    });
}
