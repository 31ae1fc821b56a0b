using Lode.Tests;

namespace Lode.Cli.Tests;

/// <summary>The models that the tests run.</summary>
static class TestModels
{
    public static string Stories => TestData.Require("models/stories260K.gguf");

    /// <summary>Byte fallback, so that its tokens are mostly parts of characters.</summary>
    public static string MiniLlama => TestData.Require("mini/mini-llama-f32.gguf");

    /// <summary>The built-in model's file, whether it is there or not.</summary>
    public static string DemoFile { get; } = Path.Combine(AppContext.BaseDirectory, "models", "demo.gguf");

    /// <summary>For tests that do not care: the built-in model, else one of the data.</summary>
    public static string Any => File.Exists(DemoFile) ? "demo" : Stories;

    /// <summary>The built-in model's name.</summary>
    public static string Demo
    {
        get
        {
            Assert.SkipUnless(File.Exists(DemoFile), $"needs the built-in model: {DemoFile} does not exist");
            return "demo";
        }
    }
}
