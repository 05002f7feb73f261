// Each of these tests starts several processes and kills some: side by side they would measure each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
