namespace Lode.Control.Tests.Guests;

/// <summary>Rounds take nothing of the managed heap.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData("")]
    [InlineData("step allow 9 12")]
    [InlineData("step when 9 1 20")]
    [InlineData("step splice 0 9\nstep tokenize 0 the abab")]
    public void Steps_allocate_nothing(string argument)
    {
        using Controller controller = Programs.Load("probe");
        using ControllerRequest request = controller.Start(SmallTokenizer.Instance, new RequestOptions
        {
            Vocabulary = SmallTokenizer.Count,
            TokenCapacity = 10,
            Argument = System.Text.Encoding.UTF8.GetBytes(argument),
        });
        SequenceController sequence = request.Open([0, 2]);
        sequence.Begin(ControlPhase.Initialize);
        sequence.End();
        long Rounds(int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < count; i++)
            {
                sequence.Begin(ControlPhase.Prepare);
                sequence.End();
                sequence.Begin(ControlPhase.Step);
                sequence.End();
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Rounds(100);
        // The runtime allocates now and then for itself, such as where threads meet at a lock for the first time: not in every series.
        Enumerable.Range(0, 5).Min(_ => Rounds(200)).ShouldBe(0);
    }
}
