using Gatehouse.Loop;
using Xunit;

namespace Gatehouse.Runtime.Tests.Loop;

/// <summary>The deadlines of a loop against a plain list.</summary>
public sealed class DeadlineHeapTests
{
    [Fact]
    public void TakesDeadlinesInTheirOrderWhateverWasSetMovedAndRemoved()
    {
        var random = new Random(7);
        var heap = new DeadlineHeap();
        Entry[] entries = [.. Enumerable.Range(0, 200).Select(_ => new Entry())];
        var due = new Dictionary<Entry, long>();
        for (long now = 0; now < 3000; now++)
        {
            for (int change = 0; change < 5; change++)
            {
                Entry entry = entries[random.Next(entries.Length)];
                if (random.Next(4) == 0)
                {
                    heap.Remove(entry);
                    due.Remove(entry);
                }
                else
                {
                    long at = now + 1 + random.Next(100);
                    heap.Set(entry, at);
                    due[entry] = at;
                }
            }

            HashSet<Deadline> expected = [.. due.Where(pair => pair.Value <= now).Select(pair => pair.Key)];
            HashSet<Deadline> taken = [];
            while (heap.TakeDue(now) is { } next) Assert.True(taken.Add(next));
            Assert.Equal(expected, taken);
            foreach (Entry entry in expected.Cast<Entry>()) due.Remove(entry);
            Assert.True(due.Count == 0 || heap.Next <= due.Values.Min(), "the loop would sleep too long");
        }
    }

    [Fact]
    public void ADeadlineThatIsUnsetIsNotTaken()
    {
        var heap = new DeadlineHeap();
        var entry = new Entry();
        heap.Set(entry, 10);
        heap.Set(entry, Deadline.Never);
        Assert.Null(heap.TakeDue(1000));
        heap.Set(entry, 20);
        Assert.Same(entry, heap.TakeDue(20));
    }

    [Fact]
    public void ARemovedDeadlineIsNotKeptAlive()
    {
        var heap = new DeadlineHeap();
        WeakReference reference = AddAndRemove(heap);
        GC.Collect();
        Assert.False(reference.IsAlive);
        GC.KeepAlive(heap);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference AddAndRemove(DeadlineHeap heap)
    {
        var entry = new Entry();
        heap.Set(entry, 10);
        heap.Remove(entry);
        return new WeakReference(entry);
    }

    private sealed class Entry : Deadline
    {
        internal override void OnDue()
        {
        }
    }
}
