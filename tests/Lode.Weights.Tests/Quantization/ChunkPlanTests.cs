using Lode.Formats;
using Lode.Weights.Quantization;

namespace Lode.Weights.Tests.Quantization;

public sealed class ChunkPlanTests
{
    [Fact]
    public void Parts_cover_every_tensor_once_in_order_in_whole_rows_or_blocks()
    {
        Random random = new(5);
        for (int round = 0; round < 300; round++)
        {
            TensorTask[] tasks = [.. Enumerable.Range(0, random.Next(6)).Select(_ => RandomTask(random))];
            ChunkPlan plan = new(tasks);
            using Chunk chunk = new(Math.Max(1, plan.LargestTarget));
            long number = 0;
            for (int task = 0; task < tasks.Length; task++)
            {
                long row = tasks[task].Dimensions[0];
                for (long next = 0; next < tasks[task].ElementCount; next += chunk.Count)
                {
                    plan.IsAtEnd.ShouldBeFalse();
                    plan.Assign(chunk);
                    (chunk.Number, chunk.TaskIndex, chunk.First).ShouldBe((number++, task, next));
                    chunk.Count.ShouldBeInRange(1, ChunkPlan.Elements);
                    chunk.Target.Length.ShouldBeLessThanOrEqualTo((int)plan.LargestTarget);
                    chunk.SourceBytes.ShouldBeLessThanOrEqualTo((int)plan.LargestSource);
                    bool wholeRows = chunk.First % row == 0 && chunk.Count % row == 0;
                    bool withinRow = chunk.First / row == (chunk.First + chunk.Count - 1) / row && chunk.First % row % 256 == 0;
                    (wholeRows || withinRow).ShouldBeTrue();
                }
            }
            plan.IsAtEnd.ShouldBeTrue();
        }
    }

    static TensorTask RandomTask(Random random)
    {
        // Rows far below, about and above the size of a part.
        long columns = 256L * (random.Next(3) switch { 0 => random.Next(1, 20), 1 => random.Next(1000, 1050), _ => random.Next(1, 5000) });
        GgmlType[] types = [GgmlType.F32, GgmlType.F16, GgmlType.Q8_0, GgmlType.BF16];
        GgmlType source = types[random.Next(4)], target = types[random.Next(4)];
        return new TensorTask("t", [columns, random.Next(1, 300), random.Next(1, 4)], target, new MemoryTensorSource("made up", source, default));
    }
}
