namespace Gatehouse.Loop;

/// <summary>The deadlines of a loop: a binary heap by filed time, in which every entry knows its place.</summary>
internal sealed class DeadlineHeap
{
    private Deadline[] entries = new Deadline[64];

    public int Count { get; private set; }

    /// <summary>When to look next, or <see cref="Deadline.Never"/>.</summary>
    public long Next => Count == 0 ? Deadline.Never : entries[0].Filed;

    public void Set(Deadline deadline, long due)
    {
        deadline.Due = due;
        if (deadline.HeapIndex >= 0)
        {
            if (due >= deadline.Filed) return;
            deadline.Filed = due;
            SiftUp(deadline.HeapIndex);
        }
        else if (due != Deadline.Never)
        {
            if (Count == entries.Length) Array.Resize(ref entries, Count * 2);
            deadline.Filed = due;
            Place(deadline, Count++);
            SiftUp(Count - 1);
        }
    }

    /// <summary>Takes the deadline out at once, so that the heap does not keep its owner alive.</summary>
    public void Remove(Deadline deadline)
    {
        deadline.Due = Deadline.Never;
        int index = deadline.HeapIndex;
        if (index < 0) return;
        deadline.HeapIndex = -1;
        Deadline last = entries[--Count];
        entries[Count] = null!;
        if (index == Count) return;
        Place(last, index);
        SiftUp(index);
        SiftDown(last.HeapIndex);
    }

    /// <summary>The next deadline that is due, taken out of the heap; null when none is.</summary>
    public Deadline? TakeDue(long now)
    {
        while (Count > 0 && entries[0].Filed <= now)
        {
            Deadline first = entries[0];
            long due = first.Due;
            if (due <= now)
            {
                Remove(first);
                return first;
            }

            if (due == Deadline.Never)
            {
                Remove(first);
            }
            else
            {
                first.Filed = due;
                SiftDown(0);
            }
        }

        return null;
    }

    private void Place(Deadline deadline, int index)
    {
        entries[index] = deadline;
        deadline.HeapIndex = index;
    }

    private void SiftUp(int index)
    {
        Deadline moving = entries[index];
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (entries[parent].Filed <= moving.Filed) break;
            Place(entries[parent], index);
            index = parent;
        }

        Place(moving, index);
    }

    private void SiftDown(int index)
    {
        Deadline moving = entries[index];
        while (true)
        {
            int child = (index * 2) + 1;
            if (child >= Count) break;
            if (child + 1 < Count && entries[child + 1].Filed < entries[child].Filed) child++;
            if (moving.Filed <= entries[child].Filed) break;
            Place(entries[child], index);
            index = child;
        }

        Place(moving, index);
    }
}
