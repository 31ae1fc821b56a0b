using Lode.Wasm.Runtime;

namespace Lode.Wasm.Tests.Runtime;

public sealed class ContextLayoutTests
{
    /// <summary>References lie one behind the other in the functions' order, whatever the number of imported ones before them.</summary>
    [Theory]
    [InlineData(0, 10)]
    [InlineData(3, 200)]
    [InlineData(64, 64)]
    [InlineData(70, 300)]
    [InlineData(130, 1)]
    public void References_have_places_of_their_own(int imported, int own)
    {
        Module module = new("made up", []) { FunctionTypes = new int[imported + own], ImportedFunctionCount = imported };
        Random random = new(imported * 1000 + own);
        for (int i = 0; i < imported + own; i++)
        {
            if (random.Next(3) == 0)
                module.AllowReference(i);
        }
        ContextLayout layout = ContextLayout.Of(module);
        int? before = null;
        int count = 0;
        for (int i = 0; i < imported + own; i++)
        {
            layout.HasFunction(i).ShouldBe(i >= imported && module.IsReferable(i));
            if (!layout.HasFunction(i))
            {
                Should.Throw<ArgumentOutOfRangeException>(() => layout.Function(i));
                continue;
            }
            if (before is { } place)
                layout.Function(i).ShouldBe(place + FunctionReferenceLayout.Size);
            before = layout.Function(i);
            count++;
        }
        layout.FunctionCount.ShouldBe(count);
        (before is null || before + FunctionReferenceLayout.Size == layout.Size).ShouldBeTrue();
    }
}
