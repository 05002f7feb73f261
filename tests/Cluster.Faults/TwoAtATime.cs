// Each of these tests starts several processes and kills some, and waits for most of its time: two of different classes run side by side.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
