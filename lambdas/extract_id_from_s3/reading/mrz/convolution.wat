;; One row of a convolution, eight output channels and four output pixels at a time: eight sums stay in registers while a kernel
;; row's inputs, which lie one after the other, run by. Addresses and strides are in bytes; values are float32.
;; `npm run wasm` turns this into convolution.wasm.
(module
  (memory (export "memory") 1)
  (func (export "convolveRow")
    (param $input i32)        ;; the first input under the first kernel row
    (param $inputRow i32)     ;; from one input row to the next
    (param $step i32)         ;; from one output pixel's first input to the next one's
    (param $rows i32)         ;; kernel rows
    (param $run i32)          ;; inputs of one kernel row: kernel columns × input channels
    (param $weights i32)      ;; per group of eight outputs, kernel row and input: eight weights
    (param $bias i32)         ;; one an output channel
    (param $output i32)       ;; the first output pixel
    (param $outputPixel i32)  ;; from one output pixel to the next
    (param $groups i32)       ;; output channels / 8
    (param $width i32)        ;; output pixels, a multiple of 4
    (param $least f32)        ;; no output is less: 0 rectifies
    (local $group i32) (local $column i32) (local $row i32) (local $left i32)
    (local $w i32) (local $o i32) (local $rowStart i32)
    (local $i0 i32) (local $i1 i32) (local $i2 i32) (local $i3 i32)
    (local $x v128) (local $wa v128) (local $wb v128) (local $floor v128)
    (local $a0 v128) (local $b0 v128) (local $a1 v128) (local $b1 v128)
    (local $a2 v128) (local $b2 v128) (local $a3 v128) (local $b3 v128)
    (local.set $floor (f32x4.splat (local.get $least)))
    (loop $groupLoop
      (local.set $column (i32.const 0))
      (loop $columnLoop
        (local.set $w (local.get $weights))
        (local.set $wa (v128.load (local.get $bias)))
        (local.set $wb (v128.load offset=16 (local.get $bias)))
        (local.set $a0 (local.get $wa)) (local.set $b0 (local.get $wb))
        (local.set $a1 (local.get $wa)) (local.set $b1 (local.get $wb))
        (local.set $a2 (local.get $wa)) (local.set $b2 (local.get $wb))
        (local.set $a3 (local.get $wa)) (local.set $b3 (local.get $wb))
        (local.set $rowStart
          (i32.add (local.get $input) (i32.mul (local.get $column) (local.get $step))))
        (local.set $row (local.get $rows))
        (loop $rowLoop
          (local.set $i0 (local.get $rowStart))
          (local.set $i1 (i32.add (local.get $i0) (local.get $step)))
          (local.set $i2 (i32.add (local.get $i1) (local.get $step)))
          (local.set $i3 (i32.add (local.get $i2) (local.get $step)))
          (local.set $left (local.get $run))
          (loop $runLoop
            (local.set $wa (v128.load (local.get $w)))
            (local.set $wb (v128.load offset=16 (local.get $w)))
            (local.set $x (v128.load32_splat (local.get $i0)))
            (local.set $a0 (f32x4.add (local.get $a0) (f32x4.mul (local.get $x) (local.get $wa))))
            (local.set $b0 (f32x4.add (local.get $b0) (f32x4.mul (local.get $x) (local.get $wb))))
            (local.set $x (v128.load32_splat (local.get $i1)))
            (local.set $a1 (f32x4.add (local.get $a1) (f32x4.mul (local.get $x) (local.get $wa))))
            (local.set $b1 (f32x4.add (local.get $b1) (f32x4.mul (local.get $x) (local.get $wb))))
            (local.set $x (v128.load32_splat (local.get $i2)))
            (local.set $a2 (f32x4.add (local.get $a2) (f32x4.mul (local.get $x) (local.get $wa))))
            (local.set $b2 (f32x4.add (local.get $b2) (f32x4.mul (local.get $x) (local.get $wb))))
            (local.set $x (v128.load32_splat (local.get $i3)))
            (local.set $a3 (f32x4.add (local.get $a3) (f32x4.mul (local.get $x) (local.get $wa))))
            (local.set $b3 (f32x4.add (local.get $b3) (f32x4.mul (local.get $x) (local.get $wb))))
            (local.set $w (i32.add (local.get $w) (i32.const 32)))
            (local.set $i0 (i32.add (local.get $i0) (i32.const 4)))
            (local.set $i1 (i32.add (local.get $i1) (i32.const 4)))
            (local.set $i2 (i32.add (local.get $i2) (i32.const 4)))
            (local.set $i3 (i32.add (local.get $i3) (i32.const 4)))
            (br_if $runLoop (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
          (local.set $rowStart (i32.add (local.get $rowStart) (local.get $inputRow)))
          (br_if $rowLoop (local.tee $row (i32.sub (local.get $row) (i32.const 1)))))
        (local.set $o
          (i32.add (local.get $output) (i32.mul (local.get $column) (local.get $outputPixel))))
        (v128.store (local.get $o) (f32x4.max (local.get $a0) (local.get $floor)))
        (v128.store offset=16 (local.get $o) (f32x4.max (local.get $b0) (local.get $floor)))
        (local.set $o (i32.add (local.get $o) (local.get $outputPixel)))
        (v128.store (local.get $o) (f32x4.max (local.get $a1) (local.get $floor)))
        (v128.store offset=16 (local.get $o) (f32x4.max (local.get $b1) (local.get $floor)))
        (local.set $o (i32.add (local.get $o) (local.get $outputPixel)))
        (v128.store (local.get $o) (f32x4.max (local.get $a2) (local.get $floor)))
        (v128.store offset=16 (local.get $o) (f32x4.max (local.get $b2) (local.get $floor)))
        (local.set $o (i32.add (local.get $o) (local.get $outputPixel)))
        (v128.store (local.get $o) (f32x4.max (local.get $a3) (local.get $floor)))
        (v128.store offset=16 (local.get $o) (f32x4.max (local.get $b3) (local.get $floor)))
        (local.set $column (i32.add (local.get $column) (i32.const 4)))
        (br_if $columnLoop (i32.lt_u (local.get $column) (local.get $width))))
      ;; The column loop's last pass left its end in $w: the next group's weights.
      (local.set $weights (local.get $w))
      (local.set $bias (i32.add (local.get $bias) (i32.const 32)))
      (local.set $output (i32.add (local.get $output) (i32.const 32)))
      (br_if $groupLoop
        (i32.lt_u (local.tee $group (i32.add (local.get $group) (i32.const 1))) (local.get $groups))))))
