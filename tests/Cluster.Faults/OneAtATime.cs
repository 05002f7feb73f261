// Each of these tests starts several processes and kills some. Two at a time were no faster on two processors, and others' tests beside them missed their time limits.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
